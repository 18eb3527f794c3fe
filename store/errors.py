"""What goes wrong in a store, in words for its user."""


class StoreError(Exception):
    """The store cannot do what was asked; the message is one clear line."""


class NotSavedError(StoreError):
    """A write failed: the disk is as it was, and what was to be written can be written again."""


class NoEffectError(StoreError):
    """A correction would change nothing."""


def reason(error: BaseException) -> str:
    """An exception in a few words: what the system says, without paths and numbers."""
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)) or type(error).__name__


class ExportError(Exception):
    """Nothing could be written; the message is one line."""
