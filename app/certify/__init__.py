"""What Amazon's certification would find: checks of the package, of a running service, and of single responses."""
