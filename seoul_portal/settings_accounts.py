"""django-allauth's settings: how people sign up, in and out."""
