"""`bench chaos`: orders while processes are killed, channels fail and the disk fills up. May import everything."""
