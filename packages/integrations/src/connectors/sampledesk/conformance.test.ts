// To adapt: nothing. It tries all that a connector promises, on the stage of sampledesk-stage.ts.
import { describeConnector } from '../../testing/connector-conformance.ts'
import { openSampleDeskStage } from '../../testing/sampledesk-stage.ts'

describeConnector('sampledesk', openSampleDeskStage)
