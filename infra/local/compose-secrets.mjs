/** Prints random secrets for infra/compose.yaml, in the form of its `.env` file: `(umask 077; node infra/local/compose-secrets.mjs > infra/.env)`. */
import { newState } from './state.mjs';

const { logins, postgres, redis, root, users } = newState();
// The project's name stands here and not in the file, whose older readers refuse the key.
const lines = ['COMPOSE_PROJECT_NAME=exhibit', `POSTGRES_PASSWORD=${postgres}`, `REDIS_PASSWORD=${redis}`];
for (const [role, password] of Object.entries(logins)) lines.push(`${role.toUpperCase()}_LOGIN_PASSWORD=${password}`);
for (const [user, { accessKeyId, secretAccessKey }] of Object.entries({ root, ...users })) {
  const name = user.toUpperCase();
  lines.push(`S3_${name}_ACCESS_KEY_ID=${accessKeyId}`, `S3_${name}_SECRET_ACCESS_KEY=${secretAccessKey}`);
  lines.push(`STORE_${name}=${accessKeyId}:${secretAccessKey}`); // the same pair, for the store that makes the user
}
process.stdout.write(`${lines.join('\n')}\n`);
