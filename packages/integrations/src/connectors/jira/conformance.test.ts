import { describeConnector } from '../../testing/connector-conformance.ts'
import { openJiraStage } from '../../testing/jira-stage.ts'

describeConnector('jira', () => openJiraStage())
