"""Addresses of receipts, diary, reports and settlements."""

from django.urls import path

from funding.views import diary, expenses, papers, reports, settlement

urlpatterns = [
    path("awards/<int:pk>/receipts/", expenses.expenses, name="expenses"),
    path("awards/<int:pk>/receipts/new/", expenses.new_expense, name="new-expense"),
    path("awards/<int:pk>/receipts/left/", expenses.line_left, name="line-left"),
    path("awards/<int:pk>/receipts/accept/", settlement.accept_receipts, name="accept-receipts"),
    path("receipts/<int:pk>/", expenses.expense, name="expense"),
    path("receipts/<int:pk>/change/", expenses.change_expense, name="change-expense"),
    path("receipts/<int:pk>/take-out/", expenses.take_out, name="take-out-expense"),
    path("receipts/<int:pk>/file/", expenses.expense_file, name="expense-file"),
    path("awards/<int:pk>/diary/", diary.diary, name="diary"),
    path("awards/<int:pk>/diary/new/", diary.new_activity, name="new-activity"),
    path("awards/<int:pk>/diary/take-over/", diary.take_over, name="take-over-diary"),
    path("activities/<int:pk>/change/", diary.change_activity, name="change-activity"),
    path("activities/<int:pk>/remove/", diary.remove_activity, name="remove-activity"),
    path("activities/<int:pk>/photo/", diary.activity_photo, name="activity-photo"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/write/", reports.write_report, name="write-report"),
    path("reports/<int:pk>/goals/", reports.view_goals, name="view-goals"),
    path("awards/<int:pk>/settlement/", settlement.settlement, name="settlement"),
    path("awards/<int:pk>/settlement.pdf", settlement.settlement_pdf, name="settlement-pdf"),
    path("staff/reports/", papers.reports, name="reports"),
    path("staff/settlements/", papers.settlements, name="settlements"),
]
