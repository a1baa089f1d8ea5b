import { DefaultFailureConverter, type ProtoFailure } from '@temporalio/common'

/**
 * Half a character in an error's words is no UTF-8: Temporal's core ends a worker over it, with all that it serves, and again as often
 * as the run is tried. Used in Node and, compiled in, in the isolate.
 */
class WellFormedFailureConverter extends DefaultFailureConverter {
  override errorToFailure(...given: Parameters<DefaultFailureConverter['errorToFailure']>): ProtoFailure {
    const failure = super.errorToFailure(...given)
    const { message, stackTrace, applicationFailureInfo: info } = failure
    if (message) failure.message = message.toWellFormed()
    if (stackTrace) failure.stackTrace = stackTrace.toWellFormed()
    if (info?.type) info.type = info.type.toWellFormed()
    return failure
  }
}

export const failureConverter = new WellFormedFailureConverter()
