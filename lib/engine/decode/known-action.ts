import { isOpened, meaningOf } from '../actions/lookup.ts';
import type { ActionMeaning } from '../actions/meaning.ts';
import { actionName } from './action-name.ts';

/** What the decoder needs to know of a call before it opens the record's bodies. */
export interface KnownAction {
  readonly action: string;
  readonly meaning: ActionMeaning;
  readonly opened: boolean;
}

export const knownAction = (eventSource: string, eventName: string): KnownAction => {
  const action = actionName(eventSource, eventName);
  return { action, meaning: meaningOf(action), opened: isOpened(action) };
};
