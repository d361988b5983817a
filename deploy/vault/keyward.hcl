# The least that Keyward needs of a Vault. None of these paths answers with a value.
#
#   vault policy write keyward keyward.hcl

path "sys/mounts" {
  capabilities = ["read"]
}

# Kubernetes auth methods and their roles.
path "sys/auth" {
  capabilities = ["read"]
}
path "auth/+/role" {
  capabilities = ["list"]
}
path "auth/+/role/*" {
  capabilities = ["read"]
}

# Optional: which of these roles read which secrets. Without it that is not known.
# path "sys/policies/acl/*" {
#   capabilities = ["read"]
# }

# Each KV engine of version 2: names, versions, custom metadata, names of keys.
path "secret/metadata/*" {
  capabilities = ["list", "read"]
}
path "secret/subkeys/*" {
  capabilities = ["read"]
}

# Each KV engine of version 1, names alone. Do not add "read": it reads values.
# path "kv/*" {
#   capabilities = ["list"]
# }

# Optional: how many audit devices there are. Without it that is not known.
# path "sys/audit" {
#   capabilities = ["read", "sudo"]
# }
