import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import { configSchema } from './schema.ts';

/** The schema of `trailwarden.yaml` as JSON Schema (draft 2020-12), for editors. */
export const jsonSchema = (): JsonObject => {
  const made: unknown = JSON.parse(JSON.stringify(z.toJSONSchema(configSchema, { io: 'input' })));
  return isJsonObject(made) ? made : {};
};
