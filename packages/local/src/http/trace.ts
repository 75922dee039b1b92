/** What becomes known of a request while it is answered: for the request log and for fault rules. */
export interface Trace {
  operation: string | undefined;
  principal: string | undefined;
  repository: string | undefined;
}
