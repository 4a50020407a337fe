"""AWS Direct Connect checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.directconnect.tables import Connection


@check(severity="medium", duty="encrypt-in-transit", where=Connection.macsec)
def directconnect_connection_must_encrypt() -> Expr:
    """Connections that can encrypt with MACsec take nothing in the clear.

    With should_encrypt everything crosses unencrypted when the keys do not match, and nobody
    notices. With must_encrypt the link goes down instead.

    https://docs.aws.amazon.com/directconnect/latest/UserGuide/MACsec.html
    """
    return Connection.encryption_mode == "must_encrypt"
