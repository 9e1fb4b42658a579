#!/usr/bin/env node
// The CDK app: names the stacks, nothing more. Settings: docs/deploy.md.

import { App, Aspects } from 'aws-cdk-lib';
import { builtCode } from '../lib/infra/built-code.ts';
import { hubOf } from '../lib/infra/hub.ts';
import { HubStack } from '../lib/infra/hub-stack.ts';
import { asTheEmulatorTakesIt } from '../lib/infra/local.ts';
import { MemberStack } from '../lib/infra/member-stack.ts';
import { isLocal, settingsOf } from '../lib/infra/settings.ts';

const app = new App();
const settings = settingsOf(app.node);
const hub = hubOf(app.node);
if (hub === undefined) new HubStack(app, 'TrailwardenHub', { settings, code: builtCode });
else new MemberStack(app, 'TrailwardenMember', { ...settings, hub });
if (isLocal(app.node)) Aspects.of(app).add(asTheEmulatorTakesIt);
