/** One web process: a list of middlewares, then Remix. SURFACE says whose; nothing of the other surface is loaded, and neither is its environment read. */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { ServerBuild } from '@remix-run/node';
import express from 'express';
import { readSurface } from '#infra/environment/start.ts';
import { findAssets, serveAssets } from './http/assets.ts';
import { boundConnections, endSlowBodies, limitBodies } from './http/body-limits.ts';
import { refuseCrossSite } from './http/cross-site.ts';
import { answerPages } from './http/answer-pages.ts';
import { answerErrors, useAssets } from './http/error-page.ts';
import { fixAddress } from './http/fix-address.ts';
import { answerHealth } from './http/health.ts';
import { refuseDataRequests } from './http/refuse-data-requests.ts';
import { logRequests } from './http/request-log.ts';
import { patternFinder } from './http/routes.ts';
import { nonceOf, securityHeaders } from './http/security-headers.ts';
import { stopGracefully } from './http/stop.ts';
import { contextOf, type Surface } from './http/surface.ts';

const name = readSurface();
const { openSurface } = (await import(`./${name}/surface.ts`)) as { openSurface: () => Promise<Surface> };
const surface = await openSurface();
const { context, policy } = surface;
const folder = fileURLToPath(new URL(`../build/${name}/`, import.meta.url));
const build = (await import(`${folder}server/index.js`)) as ServerBuild;

useAssets(findAssets(`${folder}client`));

const patternOf = patternFinder(build.routes);

const app = express();
app.disable('x-powered-by');
app.use(answerHealth({ sql: context.sql, storeEndpoint: context.store.endpoint }));
app.use(logRequests(context.log, patternOf, surface.observe));
app.use(securityHeaders(policy, context.secure));
app.use(fixAddress(context.origin));
app.use(serveAssets(`${folder}client`));
app.use(refuseCrossSite(context.origin));
app.use(limitBodies(policy));
app.use(endSlowBodies({ bytesPerSecond: 256, windowSeconds: 60 }));
if (!policy.hydrates) app.use(refuseDataRequests());
app.use(
  answerPages({
    build,
    patternOf,
    origin: context.origin,
    hydrates: policy.hydrates,
    contextFor: (response) => contextOf(surface, nonceOf(response)),
  }),
);
app.use(answerErrors(context.log));

const server = createServer(app);
boundConnections(server);
server.listen(surface.port, surface.host, () => context.log.info({ surface: name, port: surface.port }, 'ready'));
stopGracefully(server, surface.close, context.log);
