"""Set-up helpers behind the Makefile; the service itself imports none of them."""
