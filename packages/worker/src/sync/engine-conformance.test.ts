import { describeSync } from '../../../../test/support/sync/engine-conformance.ts'
import { openGitHubStage } from '../../../integrations/src/testing/github-stage.ts'
import { openJiraStage } from '../../../integrations/src/testing/jira-stage.ts'
import { openNotionStage } from '../../../integrations/src/testing/notion-stage.ts'

describeSync('GitHub', openGitHubStage)
describeSync('Jira', openJiraStage)
// Its times are whole minutes: which of two edits within one is the newer it cannot say.
describeSync('Notion', openNotionStage, ['ours', 'theirs', 'ask'])
