"""People. What a person may do follows from postings and memberships upstairs, never from a flag here."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import permissions


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create and return an account; ``email`` is kept in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person with an account. There is no superuser: see ``villages.Posting`` for roles."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    language = models.CharField(
        _("preferred language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    phone = models.CharField(_("telephone number"), max_length=20, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    audit_hidden = frozenset({"email", "name", "phone", "password"})

    # When this session confirmed a second factor; set by SecondFactorMiddleware, never stored. None outside a request.
    second_factor_at: datetime | None = None

    class Meta:
        app_label = "accounts"
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether a posting opens Django admin (the name is Django's)."""
        return self.has_perm(settings.ADMIN_PERMISSION)

    @property
    def is_superuser(self) -> bool:
        """Nobody is."""
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether this person holds ``perm`` on ``obj``. Raises ``UnknownPermission`` for a name no app registered."""
        return permissions.check(perm, self, obj)

    def has_module_perms(self, app_label: str) -> bool:
        """Django admin's question whether to list an app."""
        return self.is_staff
