"""The tests' own servers: private, fresh for every test, and able to come back after a crash."""

import psycopg
import pytest
import redis

pytestmark = pytest.mark.slow


def as_psycopg(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


@pytest.mark.postgresql
def test_a_copied_database_has_the_tables_and_no_rows(postgresql_url):
    with psycopg.connect(as_psycopg(postgresql_url)) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchall() == [(1,)]


@pytest.mark.postgresql
def test_a_killed_postgresql_keeps_what_was_committed(new_postgresql):
    url = as_psycopg(new_postgresql.url(new_postgresql.create_database()))
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS number")

    new_postgresql.kill()
    new_postgresql.start()

    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(1,)]


@pytest.mark.redis
def test_redis_comes_back_on_its_address(new_redis):
    new_redis.kill()
    new_redis.start()

    with redis.Redis.from_url(new_redis.url) as connection:
        assert connection.ping()


@pytest.mark.browser
def test_a_customers_site_is_shown_in_a_real_browser(page, host_site):
    page.goto(host_site.page("pricing/index.html", "<h1>Plans</h1>", title="Pricing"))

    assert page.title() == "Pricing"
    assert page.get_by_role("heading", name="Plans").is_visible()
