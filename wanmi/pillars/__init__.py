"""What hangs on an address (一址六柱): pillars that a pack names, each listing rows of other rooms by the address."""
