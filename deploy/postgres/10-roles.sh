#!/bin/sh
# Run once by the postgres image when its volume is empty.
set -eu
exec psql --username "$POSTGRES_USER" --dbname postgres \
    -v owner_password="$TRATO_OWNER_PASSWORD" \
    -v application_password="$TRATO_APPLICATION_PASSWORD" \
    -f /roles.sql
