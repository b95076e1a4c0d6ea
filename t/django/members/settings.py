# SPDX-License-Identifier: Apache-2.0
"""Settings of the site. The names of cookies are the defaults of Django."""

import os
import secrets
from pathlib import Path

HERE = Path(__file__).parent
DATA = Path(os.environ['MEMBERS_DATA'])

SECRET_KEY = secrets.token_urlsafe(40)
ALLOWED_HOSTS = ['localhost', '127.0.0.1', '.test']
ROOT_URLCONF = 'members.urls'
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'

INSTALLED_APPS = [
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'django.contrib.sessions',
]
MIDDLEWARE = [
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.middleware.locale.LocaleMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.middleware.csrf.CsrfViewMiddleware',
    'django.contrib.auth.middleware.AuthenticationMiddleware',
]
TEMPLATES = [{
    'BACKEND': 'django.template.backends.django.DjangoTemplates',
    'DIRS': [HERE / 'templates'],
    'OPTIONS': {'context_processors': [
        'django.template.context_processors.request',
        'django.template.context_processors.i18n',
        'django.contrib.auth.context_processors.auth',
    ]},
}]
DATABASES = {'default': {
    'ENGINE': 'django.db.backends.sqlite3',
    'NAME': str(DATA / 'members.sqlite3'),
}}

USE_I18N = True
USE_TZ = True
LANGUAGE_CODE = 'en'
LANGUAGES = [('en', 'English'), ('fr', 'Français'), ('de', 'Deutsch')]

LOGIN_URL = '/login'
LOGIN_REDIRECT_URL = '/'
LOGOUT_REDIRECT_URL = '/'
