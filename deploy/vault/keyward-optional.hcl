# What Keyward can show beyond keyward.hcl. Without it that is "not known". None of these paths answers with a value.
#
#   vault policy write keyward-optional keyward-optional.hcl

# The peers of integrated storage.
path "sys/storage/raft/autopilot/state" {
  capabilities = ["read"]
}

# Vault Enterprise: when the last automatic snapshot was made.
path "sys/storage/raft/snapshot-auto/config" {
  capabilities = ["list"]
}
path "sys/storage/raft/snapshot-auto/status/*" {
  capabilities = ["read"]
}

# Each database engine: its roles, and when Vault last rotated the passwords of static ones.
# Do not add "creds/*" or "static-creds/*": they answer with passwords.
path "database/roles" {
  capabilities = ["list"]
}
path "database/roles/*" {
  capabilities = ["read"]
}
path "database/static-roles" {
  capabilities = ["list"]
}
path "database/static-roles/*" {
  capabilities = ["read"]
}

# The names of its connections. Do not add "config/*": it answers with addresses that may hold a password.
path "database/config" {
  capabilities = ["list"]
}

# How many leases each of these roles has. It names leases, and gives no right to renew or revoke one.
path "sys/leases/lookup/database/creds/*" {
  capabilities = ["list", "sudo"]
}

# When these leases end. It looks up any lease by its id, and answers with times alone.
path "sys/leases/lookup" {
  capabilities = ["update"]
}
