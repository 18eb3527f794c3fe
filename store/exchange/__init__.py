"""The formats in which article records leave, and in which they may come back; each module knows one of them."""
