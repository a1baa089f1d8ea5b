"""jira820 with one project and no issues: its own sample data would be among what is pulled."""

from jira820 import make_app
from jira820.config import Config
from jira820.store import Store

config = Config(project_key="SHOP", project_name="Shop", sp_field="customfield_10016", epic_link_field="customfield_10014")
app = make_app(store=Store(config, seed=False))
