"""Signing in and out, the second factor, the post one acts in. There is no sign-up and no reset by mail."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path
from django.views.i18n import set_language

from wanmi.workforce.access import EVERYONE, SIGNED_IN, allow
from wanmi.workforce.views import switch

open_to_all = allow(EVERYONE)
signed_in = allow(SIGNED_IN)
enrolling = allow(SIGNED_IN, before_second_factor=True)

urlpatterns = [
    path("language/", open_to_all(set_language), name="set_language"),
    path("account/post/", switch, name="switch_post"),
    path("account/sign-in/", open_to_all(account.login), name="account_login"),
    path("account/sign-out/", open_to_all(account.logout), name="account_logout"),
    path("account/inactive/", open_to_all(account.account_inactive), name="account_inactive"),
    path("account/reauthenticate/", enrolling(account.reauthenticate), name="account_reauthenticate"),
    path("account/password/", enrolling(account.password_change), name="account_change_password"),
    path("account/second-factor/", enrolling(mfa.index), name="mfa_index"),
    path("account/second-factor/sign-in/", open_to_all(mfa.authenticate), name="mfa_authenticate"),
    path("account/second-factor/reauthenticate/", enrolling(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("account/second-factor/app/", enrolling(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/recovery-codes/", signed_in(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "account/recovery-codes/generate/",
        signed_in(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/recovery-codes/download/",
        signed_in(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
