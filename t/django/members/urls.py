# SPDX-License-Identifier: Apache-2.0
"""URLs of the site."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from . import views

urlpatterns = [
    path('', views.home),
    path('login', LoginView.as_view(template_name='login.html')),
    path('logout', LogoutView.as_view()),
    path('private', views.private),
    path('note', views.note),
    path('track', views.track),
    path('seen', views.seen),
    path('i18n/', include('django.conf.urls.i18n')),
]
