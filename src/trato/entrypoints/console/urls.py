"""Every page's address."""

from django.urls import include, path

urlpatterns = [path("conta/", include("allauth.account.urls"))]
