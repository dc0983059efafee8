"""The WSGI application that every web server starts."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seoul_portal.settings")

application = get_wsgi_application()

# What is loaded by now stays as long as the process. Searching it for garbage, and the short life of a page's objects
# again and again, takes up to a fifth of a page's time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
