/** As the workflow's signal, which stands where Node's code imports nothing from. */
export const wakeAgentRun = 'wake'
