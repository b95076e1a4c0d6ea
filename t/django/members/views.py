# SPDX-License-Identifier: Apache-2.0
"""Pages of the site."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

TWO_YEARS = 2 * 365 * 24 * 3600


def home(request):
    return render(request, 'home.html', {'cookies': sorted(request.COOKIES)})


@login_required
def private(request):
    return render(request, 'private.html')


def note(request):
    """A form with Django's CSRF protection."""
    return render(request, 'note.html', {'text': request.POST.get('text')})


def track(request):
    """Tries to set cookies that the policy suppresses."""
    response = HttpResponse('<!DOCTYPE html><html lang="en"><head>'
                            '<title>Offers</title></head>'
                            '<body><h1>Offers</h1></body></html>')
    response.set_cookie('_ga', 'GA1.1.1', max_age=TWO_YEARS)
    response.set_cookie('visitor_id', 'v-1', max_age=TWO_YEARS, httponly=True)
    response.set_cookie('ad_id', 'a-1', max_age=TWO_YEARS)
    return response


def seen(request):
    """The cookies and the user that Django sees, as JSON."""
    return JsonResponse({
        'user': request.user.get_username(),
        'language': get_language(),
        'cookies': dict(request.COOKIES),
    })
