"""Amazon Cognito tables: user pools and the applications that sign users in."""

from remit.content.services.cognitoidp.values import access_minutes, active, refresh_days
from remit.tables import At, Calls, Column, Derived, Table
from remit.values import Unknown

LENGTH_UNSAID = Unknown("the password policy does not say how long a password must be")


class UserPool(
    Table,
    name="cognitoidp_user_pool",
    api=Calls(
        "cognito-idp",
        lists="ListUserPools",
        items="UserPools",
        key="Id",
        argument="UserPoolId",
        fixed={"ListUserPools": {"MaxResults": 60}},
    ),
    cfn="AWS::Cognito::UserPool",
    tf="aws_cognito_user_pool",
    config="AWS::Cognito::UserPool",
    key="pool_id",
    arn="arn:{partition}:cognito-idp:{region}:{account}:userpool/{pool_id}",
):
    """A user pool: a directory of an application's users, and how they sign in."""

    pool_id = Column(
        str, "The pool's id.", api="ListUserPools.Id", config="configuration.UserPoolId"
    )
    name = Column(
        str,
        "The pool's name.",
        api="ListUserPools.Name",
        cfn="UserPoolName",
        tf="name",
        config="configuration.UserPoolName",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeUserPool.UserPool.UserPoolTags",
        cfn="UserPoolTags",
        tf="tags_all",
        config="tags",
    )
    mfa = Column(
        str,
        "OFF, OPTIONAL for users who want a second factor, or ON for all.",
        api="DescribeUserPool.UserPool.MfaConfiguration",
        cfn="MfaConfiguration",
        tf="mfa_configuration",
        config="configuration.MfaConfiguration",
        absent="OFF",
    )
    password_length = Column(
        int,
        "The fewest characters of a password.",
        api="DescribeUserPool.UserPool.Policies.PasswordPolicy.MinimumLength",
        cfn="Policies.PasswordPolicy.MinimumLength",
        tf="password_policy.minimum_length",
        config="configuration.Policies.PasswordPolicy.MinimumLength",
        absent=0,
        default=8,
        within=LENGTH_UNSAID,
    )
    password_upper = Column(
        bool,
        "A password needs a capital letter.",
        api="DescribeUserPool.UserPool.Policies.PasswordPolicy.RequireUppercase",
        cfn="Policies.PasswordPolicy.RequireUppercase",
        tf="password_policy.require_uppercase",
        config="configuration.Policies.PasswordPolicy.RequireUppercase",
        default=True,
        within=False,
    )
    password_lower = Column(
        bool,
        "A password needs a small letter.",
        api="DescribeUserPool.UserPool.Policies.PasswordPolicy.RequireLowercase",
        cfn="Policies.PasswordPolicy.RequireLowercase",
        tf="password_policy.require_lowercase",
        config="configuration.Policies.PasswordPolicy.RequireLowercase",
        default=True,
        within=False,
    )
    password_number = Column(
        bool,
        "A password needs a digit.",
        api="DescribeUserPool.UserPool.Policies.PasswordPolicy.RequireNumbers",
        cfn="Policies.PasswordPolicy.RequireNumbers",
        tf="password_policy.require_numbers",
        config="configuration.Policies.PasswordPolicy.RequireNumbers",
        default=True,
        within=False,
    )
    password_symbol = Column(
        bool,
        "A password needs a character that is neither.",
        api="DescribeUserPool.UserPool.Policies.PasswordPolicy.RequireSymbols",
        cfn="Policies.PasswordPolicy.RequireSymbols",
        tf="password_policy.require_symbols",
        config="configuration.Policies.PasswordPolicy.RequireSymbols",
        default=True,
        within=False,
    )
    temporary_password_days = Column(
        int,
        "How many days a password that an administrator set is good for.",
        api="DescribeUserPool.UserPool.Policies.PasswordPolicy.TemporaryPasswordValidityDays",
        cfn="Policies.PasswordPolicy.TemporaryPasswordValidityDays",
        tf="password_policy.temporary_password_validity_days",
        config="configuration.Policies.PasswordPolicy.TemporaryPasswordValidityDays",
        absent=7,
    )
    threat_protection = Column(
        str,
        "OFF, AUDIT for watching only, or ENFORCED, for signing in with a password.",
        api="DescribeUserPool.UserPool.UserPoolAddOns.AdvancedSecurityMode",
        cfn="UserPoolAddOns.AdvancedSecurityMode",
        tf="user_pool_add_ons.advanced_security_mode",
        config="configuration.UserPoolAddOns.AdvancedSecurityMode",
        absent="OFF",
    )
    custom_threat_protection = Column(
        str,
        "The same, for signing in by the application's own challenges.",
        api="DescribeUserPool.UserPool.UserPoolAddOns.AdvancedSecurityAdditionalFlows"
        ".CustomAuthMode",
        cfn="UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode",
        tf="user_pool_add_ons.advanced_security_additional_flows.custom_auth_mode",
        config="configuration.UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode",
        absent="OFF",
    )
    deletion_protected = Column(
        bool,
        "It cannot be deleted before this is switched off.",
        api=At("DescribeUserPool.UserPool.DeletionProtection", via=active),
        cfn=At("DeletionProtection", via=active),
        tf=At("deletion_protection", via=active),
        config=At("configuration.DeletionProtection", via=active),
    )
    closed = Column(
        bool,
        "Only administrators make users; nobody signs up by themselves.",
        api="DescribeUserPool.UserPool.AdminCreateUserConfig.AllowAdminCreateUserOnly",
        cfn="AdminCreateUserConfig.AllowAdminCreateUserOnly",
        tf="admin_create_user_config.allow_admin_create_user_only",
        config="configuration.AdminCreateUserConfig.AllowAdminCreateUserOnly",
    )


class Client(
    Table,
    name="cognitoidp_client",
    api=Calls(
        "cognito-idp",
        lists="ListUserPoolClients",
        items="UserPoolClients",
        key="ClientId",
        arguments={"DescribeUserPoolClient": {"UserPoolId": "UserPoolId", "ClientId": "ClientId"}},
        fixed={"ListUserPoolClients": {"MaxResults": 60}},
        per=UserPool,
        per_argument="UserPoolId",
    ),
    cfn="AWS::Cognito::UserPoolClient",
    tf="aws_cognito_user_pool_client",
    config="AWS::Cognito::UserPoolClient",
    key="client_id",
):
    """An application that signs users of a pool in, and what it may use for that."""

    client_id = Column(
        str,
        "The id that the application shows.",
        api="ListUserPoolClients.ClientId",
        config="configuration.ClientId",
    )
    name = Column(
        str,
        "The application's name.",
        api="ListUserPoolClients.ClientName",
        cfn="ClientName",
        tf="name",
        config="configuration.ClientName",
    )
    user_pool = Column(
        str,
        "The pool whose users it signs in.",
        api="ListUserPoolClients.UserPoolId",
        cfn="UserPoolId",
        tf="user_pool_id",
        config="configuration.UserPoolId",
        reference=True,
    )
    auth_flows = Column(
        list[str],
        "How users may sign in; none named stands for the flows without a plain password.",
        api="DescribeUserPoolClient.UserPoolClient.ExplicitAuthFlows",
        cfn="ExplicitAuthFlows",
        tf="explicit_auth_flows",
        config="configuration.ExplicitAuthFlows",
    )
    grants = Column(
        list[str],
        "The OAuth 2.0 grants: code, implicit, client_credentials.",
        api="DescribeUserPoolClient.UserPoolClient.AllowedOAuthFlows",
        cfn="AllowedOAuthFlows",
        tf="allowed_oauth_flows",
        config="configuration.AllowedOAuthFlows",
    )
    unknown_user_answer = Column(
        str,
        "ENABLED where the answer does not tell whether a user exists, LEGACY where it does.",
        api="DescribeUserPoolClient.UserPoolClient.PreventUserExistenceErrors",
        cfn="PreventUserExistenceErrors",
        tf="prevent_user_existence_errors",
        config="configuration.PreventUserExistenceErrors",
        absent="LEGACY",
    )
    tokens_revocable = Column(
        bool,
        "A refresh token can be taken back, and the access tokens made from it end with it.",
        api="DescribeUserPoolClient.UserPoolClient.EnableTokenRevocation",
        cfn="EnableTokenRevocation",
        tf="enable_token_revocation",
        config="configuration.EnableTokenRevocation",
        default=True,
    )
    access_validity = Column(
        int,
        "How long an access token is good for, in its unit; 0 for an hour.",
        api="DescribeUserPoolClient.UserPoolClient.AccessTokenValidity",
        cfn="AccessTokenValidity",
        tf="access_token_validity",
        config="configuration.AccessTokenValidity",
        absent=0,
    )
    access_unit = Column(
        str,
        "seconds, minutes, hours or days; empty for hours.",
        api="DescribeUserPoolClient.UserPoolClient.TokenValidityUnits.AccessToken",
        cfn="TokenValidityUnits.AccessToken",
        tf="token_validity_units.access_token",
        config="configuration.TokenValidityUnits.AccessToken",
    )
    access_minutes = Column(
        float,
        "How many minutes an access token is good for.",
        absent=None,
        derived=Derived(access_minutes, ("access_validity", "access_unit")),
    )
    refresh_validity = Column(
        int,
        "How long a refresh token is good for, in its unit; 0 for thirty days.",
        api="DescribeUserPoolClient.UserPoolClient.RefreshTokenValidity",
        cfn="RefreshTokenValidity",
        tf="refresh_token_validity",
        config="configuration.RefreshTokenValidity",
        absent=0,
    )
    refresh_unit = Column(
        str,
        "seconds, minutes, hours or days; empty for days.",
        api="DescribeUserPoolClient.UserPoolClient.TokenValidityUnits.RefreshToken",
        cfn="TokenValidityUnits.RefreshToken",
        tf="token_validity_units.refresh_token",
        config="configuration.TokenValidityUnits.RefreshToken",
    )
    refresh_days = Column(
        float,
        "How many days a refresh token is good for.",
        absent=None,
        derived=Derived(refresh_days, ("refresh_validity", "refresh_unit")),
    )
