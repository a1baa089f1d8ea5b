import { describeConnector } from '../../testing/connector-conformance.ts'
import { openGitHubStage } from '../../testing/github-stage.ts'

describeConnector('github', openGitHubStage)
