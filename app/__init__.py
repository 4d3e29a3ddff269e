"""The program: commands, doors, benches, and the one place where the rooms are joined. May import everything."""
