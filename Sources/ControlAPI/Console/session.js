// The token. It lives in memory and in this tab's sessionStorage, and leaves only in the header Authorization.

const place = "provisionserver.token";

let token = read();
let account = null;

function read() {
  try {
    return sessionStorage.getItem(place);
  } catch {
    return null; // Storage may be switched off: memory does.
  }
}

export const session = {
  get token() {
    return token;
  },

  /** `{name, roles}` of the token; `roles` is null where the server does not say them. */
  get account() {
    return account;
  },

  begin(newToken, newAccount) {
    token = newToken;
    account = newAccount;
    try {
      sessionStorage.setItem(place, newToken);
    } catch {
      // It then lasts as long as the page.
    }
  },

  end() {
    token = null;
    account = null;
    try {
      sessionStorage.removeItem(place);
    } catch {
      // There is nothing to remove.
    }
  },

  /** Whether one of the roles is held. The server decides; this is for what is offered. */
  may(...roles) {
    return account?.roles == null || roles.some((role) => account.roles.includes(role));
  },
};
