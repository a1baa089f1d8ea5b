import { describeConnector } from '../../testing/connector-conformance.ts'
import { openJiraStage } from './stage.ts'

describeConnector('jira', openJiraStage)
