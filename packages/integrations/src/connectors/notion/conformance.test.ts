import { describeConnector } from '../../testing/connector-conformance.ts'
import { openNotionStage } from '../../testing/notion-stage.ts'

describeConnector('notion', openNotionStage)
