// A database as the original server makes and writes it: each statement names the columns that it knows.
import { execFile } from 'node:child_process';

export const mysqlUrl = process.env.GOTRUE_TEST_MYSQL_URL;
export const nil = '00000000-0000-0000-0000-000000000000';
// bcrypt of "an old password".
export const oldPassword = 'an old password';
const oldHash = '$2a$10$N9qo8uLOickgx2ZMRZoMyejK.edSUggcOOxR5yqhQwACuMOLbM2pO';

export const tables = `
  CREATE TABLE schema_migration (version varchar(14) NOT NULL, UNIQUE KEY (version)) ENGINE=InnoDB;
  INSERT INTO schema_migration VALUES ('20171026211738'), ('20180125194653');
  CREATE TABLE users (instance_id varchar(255), id varchar(255) NOT NULL, aud varchar(255), role varchar(255),
    email varchar(255), encrypted_password varchar(255), confirmed_at timestamp NULL, invited_at timestamp NULL,
    confirmation_token varchar(255), confirmation_sent_at timestamp NULL, recovery_token varchar(255),
    recovery_sent_at timestamp NULL, email_change_token varchar(255), email_change varchar(255),
    email_change_sent_at timestamp NULL, last_sign_in_at timestamp NULL, raw_app_meta_data json,
    raw_user_meta_data json, is_super_admin tinyint(1), created_at timestamp NULL, updated_at timestamp NULL,
    PRIMARY KEY (id), KEY users_instance_id_idx (instance_id), KEY users_instance_id_email_idx (instance_id, email))
    ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
  CREATE TABLE instances (id varchar(255) NOT NULL PRIMARY KEY, uuid varchar(255), raw_base_config longtext,
    created_at timestamp NULL, updated_at timestamp NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8;
  CREATE TABLE refresh_tokens (instance_id varchar(255), id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    token varchar(255), user_id varchar(255), revoked tinyint(1), created_at timestamp NULL,
    updated_at timestamp NULL, KEY a (instance_id), KEY b (instance_id, user_id), KEY c (token))
    ENGINE=InnoDB DEFAULT CHARSET=utf8;
  CREATE TABLE audit_log_entries (instance_id varchar(255), id varchar(255) NOT NULL PRIMARY KEY, payload json,
    created_at timestamp NULL, KEY a (instance_id)) ENGINE=InnoDB DEFAULT CHARSET=utf8;`;

const literal = (value) => (value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`);

export class OriginalDatabase {
  // A database of its own on the test server.
  constructor() {
    this.name = `original_${process.pid}`;
    const [, user, password, host, port] = mysqlUrl.match(/^([^:]*):(.*)@tcp\(([^:]*):(\d+)\)/);
    this.access = ['--no-defaults', `-h${host}`, `-P${port}`, `-u${user}`, '--default-character-set=utf8mb4', '-N', '-B'];
    this.password = password;
    this.url = `${user}:${password}@tcp(${host}:${port})/${this.name}?parseTime=true`;
  }

  // The rows that come back, each an array of texts.
  run(sql, database = this.name) {
    return new Promise((resolve, reject) => {
      execFile('mariadb', [...this.access, ...(database ? [database] : []), '-e', sql], { env: { ...process.env, MYSQL_PWD: this.password } },
        (error, stdout) => (error ? reject(error) : resolve(stdout.split('\n').filter(Boolean).map((line) => line.split('\t')))));
    });
  }

  // With `charset`, users of before 2018.
  async create({ charset } = {}) {
    await this.run(`DROP DATABASE IF EXISTS ${this.name}; CREATE DATABASE ${this.name}`, '');
    await this.run(charset ? tables.replace('utf8mb4 COLLATE=utf8mb4_unicode_ci', charset).replaceAll(' json', ' text') : tables);
    return this;
  }

  drop() { return this.run(`DROP DATABASE ${this.name}`, ''); }

  insertUser({ id, email, confirmed = true, confirmationToken = '', recoveryToken = '', hash = oldHash }) {
    return this.run(`INSERT INTO users (aud, confirmation_sent_at, confirmation_token, confirmed_at, created_at, email, email_change,
      email_change_token, encrypted_password, id, instance_id, is_super_admin, raw_app_meta_data, raw_user_meta_data,
      recovery_sent_at, recovery_token, role, updated_at) VALUES ('', UTC_TIMESTAMP(), ${literal(confirmationToken)},
      ${confirmed ? 'UTC_TIMESTAMP()' : 'NULL'}, UTC_TIMESTAMP(), ${literal(email)}, '', '', ${literal(hash)}, ${literal(id)},
      '${nil}', 0, '{"provider":"email"}', 'null', UTC_TIMESTAMP(), ${literal(recoveryToken)}, '', UTC_TIMESTAMP())`);
  }

  insertRefreshToken(token, userId) {
    return this.run(`INSERT INTO refresh_tokens (created_at, instance_id, revoked, token, updated_at, user_id)
      VALUES (UTC_TIMESTAMP(), '${nil}', 0, ${literal(token)}, UTC_TIMESTAMP(), ${literal(userId)})`);
  }

  // What its refresh grant does: the row by the token, the swap.
  async swapRefreshToken(token, next) {
    const [[id, userId]] = await this.run(`SELECT id, user_id FROM refresh_tokens WHERE token = ${literal(token)} AND revoked = 0`);
    await this.run(`UPDATE refresh_tokens SET revoked = 1, updated_at = UTC_TIMESTAMP() WHERE id = ${id}`);
    await this.insertRefreshToken(next, userId);
  }

  changeEmail(id, email) {
    return this.run(`UPDATE users SET email = ${literal(email)}, email_change = '', email_change_token = '',
      updated_at = UTC_TIMESTAMP() WHERE id = ${literal(id)}`);
  }
}
