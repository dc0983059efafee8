"""What beat starts, and when (Asia/Seoul). Every task may be started twice or late without harm."""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "show that beat and worker live": {"task": "notices.tasks.tick", "schedule": 60.0, "options": {"expires": 60}},
    "forget what changed on public pages": {
        "task": "seoul_portal.tasks.forget_public_changes",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "send what is waiting": {"task": "notices.tasks.deliver", "schedule": 60.0, "options": {"expires": 60}},
    # By day only: nobody wants to hear of a deadline at five past midnight.
    "remind of deadlines": {
        "task": "notices.tasks.remind",
        "schedule": crontab(minute="*/5", hour="8-20"),
        "options": {"expires": 300},
    },
    "destroy old messages": {"task": "notices.tasks.destroy_old_messages", "schedule": crontab(minute=20, hour=3)},
    "forget accounts never confirmed": {
        "task": "accounts.tasks.forget_unconfirmed",
        "schedule": crontab(minute=0, hour=4),
    },
    "clear sessions that are over": {"task": "accounts.tasks.clear_sessions", "schedule": crontab(minute=10, hour=4)},
    "end postings after their last day": {
        "task": "villages.tasks.end_due_postings",
        "schedule": crontab(minute=1),  # rights end by the date itself; this hands the work over
    },
    "seal the record": {"task": "casework.tasks.seal_days", "schedule": crontab(minute=10, hour=0)},
    "destroy expired access records": {
        "task": "casework.tasks.destroy_expired_access_records",
        "schedule": crontab(minute=40, hour=3),
    },
    "open and close calls": {"task": "proposals.tasks.keep_calls_in_time", "schedule": 60.0},
    "destroy files never handed in": {
        "task": "proposals.tasks.destroy_files_never_handed_in",
        "schedule": crontab(minute=30, hour=3),
    },
    "reconcile the ledger": {"task": "funding.tasks.reconcile_ledger", "schedule": crontab(minute=20, hour=2)},
    "tell of calls that go on": {"task": "funding.tasks.tell_of_next_calls", "schedule": crontab(minute=25)},
    "end projects whose last day is over": {"task": "funding.tasks.end_periods", "schedule": crontab(minute=4)},
    "forget photographs never sent": {
        "task": "funding.tasks.forget_kept_files",
        "schedule": crontab(minute=35, hour=3),
    },
    "close votes whose time is over": {"task": "groups.tasks.close_votes", "schedule": 60.0},
    "expire invitations": {"task": "groups.tasks.expire_invitations", "schedule": crontab(minute=5)},
    "recount groups": {"task": "groups.tasks.recount_groups", "schedule": crontab(minute=50, hour=2)},
    "look at independence": {"task": "groups.tasks.look_at_independence", "schedule": crontab(minute=0, hour=6)},
}
