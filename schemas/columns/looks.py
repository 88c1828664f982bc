"""What the values of columns that several sheets have look like."""

from schemas.columns.model import Look

ID_LOOK = Look("id", 0.4, soft=True)
MAIL_LOOK = Look("email", 1)
NAME_LOOK = Look("person", 0.3, soft=True)
