"""Reading mailboxes: opening a connection, taking in what is new, and watching for more."""
