"""One mail address and nothing else: what may stand in a header or be handed to a server."""


def one_address(text: str) -> str | None:
    """Read exactly one mail address.

    Takes:   a cell or setting as typed; blanks around it do not count.
    Returns: the address in ASCII (a Chinese domain in its xn-- form); None for anything else: a list, a name beside it,
             quotes, comments, controls, a name before the @ that is not ASCII.
    Source:  email.message takes "a@b.cn, evil@x.cn" as one header without a word; this does not.
    """
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 -- only who sends needs it

    bare = text.strip()
    if not bare.isprintable():
        return None
    try:
        found = validate_email(
            bare,
            check_deliverability=False,
            globally_deliverable=False,
            allow_smtputf8=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_display_name=False,
        )
    except EmailNotValidError:
        return None
    return found.ascii_email
