"""myworld's host, empty: what it simulates is made over its control API."""

from myworld.host import Host, HostConfig, create_app

app = create_app(Host(HostConfig()))
