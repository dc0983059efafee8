"""Addresses of awards, agreements, bank accounts and payments."""

from django.urls import path

from funding.views import accounts, agreement, award, payments

urlpatterns = [
    path("awards/<int:pk>/", award.award, name="award"),
    path("awards/<int:pk>/agreement/", agreement.agreement, name="agreement"),
    path("awards/<int:pk>/agreement.pdf", agreement.pdf, name="agreement-pdf"),
    path("awards/<int:pk>/budget/", agreement.fit, name="fit"),
    path("awards/<int:pk>/lesson/", agreement.lesson, name="lesson"),
    path("awards/<int:pk>/account/", accounts.of_award, name="account-new"),
    path("bank-accounts/<int:pk>/", accounts.account, name="account"),
    path("payments/<int:pk>/", payments.tranche, name="tranche"),
    path("staff/bank-accounts/", accounts.waiting, name="accounts"),
    path("staff/payments/", payments.tranches, name="tranches"),
    path("staff/batches/", payments.batches, name="batches"),
    path("staff/batches/<int:pk>/", payments.batch, name="batch"),
    path("staff/batches/<int:pk>/order.<slug:form>", payments.order_file, name="order-file"),
]
