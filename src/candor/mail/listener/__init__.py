"""Taking mail that a server hands over by LMTP (RFC 2033) or SMTP (RFC 5321), on an address of this machine."""
