"""The browser application as it is met from outside: by a browser, by a bare connection, by a stranger."""
