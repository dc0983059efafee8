"""What the clock does with calls and proposals: thin tasks, safe to run twice and after any pause."""

from celery import shared_task

from proposals.workflow import call, files


@shared_task
def keep_calls_in_time() -> int:
    """Let the states of calls follow the clock. Whether a call takes proposals never waits for this."""
    return call.keep_in_time()


@shared_task
def destroy_files_never_handed_in() -> int:
    """Destroy files that were taken out of drafts long ago and that no office ever received."""
    return files.destroy_never_handed_in()
