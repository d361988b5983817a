#!/usr/bin/env bash
# Copyright 2026 The Keyward Authors
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

# Makes the certificates and keystores of the tests, with openssl 3 and keytool.
# Every private key here is TEST ONLY: made by this script, used nowhere else.
# What openssl itself reads out of each certificate goes to expected.tsv, which
# the tests compare with: fingerprint, serial, notBefore, notAfter.
set -euo pipefail
cd "$(dirname "$0")"
find . -type f ! -name generate.sh ! -name README.md -delete
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PASSWORD=test-only-password

rsa() { openssl genrsa -out "$work/$1.key" "${2:-2048}" 2>/dev/null; }
ec() { openssl ecparam -name "${2:-prime256v1}" -genkey -noout -out "$work/$1.key"; }
pkey() { openssl genpkey -algorithm "$2" -out "$work/$1.key"; }

# sign NAME SUBJECT START END ISSUER|self EXTENSIONS [DIGEST] [more of `openssl ca`]
sign() {
  local name=$1 subject=$2 start=$3 end=$4 issuer=$5 extensions=$6 digest=${7:-sha256}
  shift $(($# < 7 ? $# : 7))
  openssl req -new -batch -key "$work/$name.key" -subj "$subject" -utf8 -config <(printf '[req]\ndistinguished_name=d\n[d]\n') -out "$work/$name.csr"
  : >"$work/index.txt"
  printf '%s\n' "unique_subject = no" >"$work/index.txt.attr"
  [ -f "$work/serial" ] || echo 1000 >"$work/serial"
  {
    printf '[ca]\ndefault_ca=c\n[c]\nnew_certs_dir=%s\ndatabase=%s/index.txt\nserial=%s/serial\npolicy=p\nstring_mask=utf8only\nemail_in_dn=yes\n' "$work" "$work" "$work"
    printf '[p]\ncommonName=optional\norganizationName=optional\ncountryName=optional\n'
    printf '[e]\n%b' "$extensions"
  } >"$work/ca.cnf"
  local by=(-cert "$work/$issuer.crt" -keyfile "$work/$issuer.key")
  [ "$issuer" = self ] && by=(-selfsign -keyfile "$work/$name.key")
  [ "$digest" = default ] && digest=sha256
  openssl ca -batch -notext -utf8 -config "$work/ca.cnf" -extensions e -md "$digest" \
    -startdate "$start" -enddate "$end" "${by[@]}" -in "$work/$name.csr" -out "$work/$name.crt" "$@" 2>"$work/log" || { cat "$work/log"; exit 1; }
}
CA='basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n'
leaf() { printf 'basicConstraints=critical,CA:FALSE\nsubjectAltName=%s\n' "$1"; }
FROM=20260101000000Z
TO=20270101000000Z

ec root && sign root '/O=Keyward test/CN=Test root' 20200101000000Z 20400101000000Z self "$CA"
ec mid && sign mid '/O=Keyward test/CN=Test intermediate' 20250101000000Z 20300101000000Z root "$CA"

# One leaf for each algorithm.
rsa rsa-2048 && sign rsa-2048 /CN=rsa.example.com $FROM $TO mid "$(leaf DNS:rsa.example.com)"
rsa rsa-4096 4096 && sign rsa-4096 /CN=rsa4096.example.com $FROM $TO mid "$(leaf DNS:rsa4096.example.com)"
rsa rsa-1024 1024 && sign rsa-1024 /CN=weak.example.com $FROM $TO mid "$(leaf DNS:weak.example.com)"
ec ec-256 && sign ec-256 /CN=ec.example.com $FROM $TO mid "$(leaf DNS:ec.example.com)"
ec ec-384 secp384r1 && sign ec-384 /CN=ec384.example.com $FROM $TO mid "$(leaf DNS:ec384.example.com)"
ec ec-521 secp521r1 && sign ec-521 /CN=ec521.example.com $FROM $TO mid "$(leaf DNS:ec521.example.com)"
ec ec-192 prime192v1 && sign ec-192 /CN=ec192.example.com $FROM $TO mid "$(leaf DNS:ec192.example.com)"
pkey ed25519 ed25519 && sign ed25519 /CN=ed25519.example.com $FROM $TO mid "$(leaf DNS:ed25519.example.com)"
pkey ed448 ed448 && sign ed448 /CN=ed448.example.com $FROM $TO mid "$(leaf DNS:ed448.example.com)"
rsa sha1 && sign sha1 /CN=sha1.example.com $FROM $TO self "$(leaf DNS:sha1.example.com)" sha1
rsa md5 && sign md5 /CN=md5.example.com $FROM $TO self "$(leaf DNS:md5.example.com)" md5
rsa sha512 && sign sha512 /CN=sha512.example.com $FROM $TO self "$(leaf DNS:sha512.example.com)" sha512
rsa pss && sign pss /CN=pss.example.com $FROM $TO self "$(leaf DNS:pss.example.com)" sha256 -sigopt rsa_padding_mode:pss

# Names and dates.
ec wildcard && sign wildcard '/CN=*.example.com' $FROM $TO mid "$(leaf 'DNS:*.example.com,DNS:example.com')"
ec ip-san && sign ip-san /CN=10.0.0.1 $FROM $TO mid "$(leaf 'IP:10.0.0.1,IP:2001:db8::1,email:a@example.com,URI:spiffe://example.com/ns/a')"
many=$(seq -f 'DNS:h%g.example.com' -s , 1 600)
ec many-sans && sign many-sans /CN=many.example.com $FROM $TO mid "$(leaf "$many")"
ec no-san && sign no-san /CN=nosan.example.com $FROM $TO mid 'basicConstraints=CA:FALSE\n'
ec unicode && sign unicode '/O=Ünïcode, Inc./CN=unicode.example.com' $FROM $TO mid "$(leaf DNS:unicode.example.com)"
ec expired && sign expired /CN=expired.example.com 20240101000000Z 20250101000000Z mid "$(leaf DNS:expired.example.com)"
ec not-yet && sign not-yet /CN=future.example.com 20260901000000Z 20270901000000Z mid "$(leaf DNS:future.example.com)"
ec short && sign short /CN=short.example.com 20260601000000Z 20260602000000Z mid "$(leaf DNS:short.example.com)"
ec utc-1950 && sign utc-1950 /CN=old.example.com 19500101000000Z 20491231235959Z self "$(leaf DNS:old.example.com)"
ec general-2050 && sign general-2050 /CN=far.example.com $FROM 20500101000000Z self "$(leaf DNS:far.example.com)"
ec general-9999 && sign general-9999 /CN=never.example.com $FROM 99991231235959Z self "$(leaf DNS:never.example.com)"
ec leap && sign leap /CN=leap.example.com 20280229000000Z 20320229120000Z self "$(leaf DNS:leap.example.com)"
ec negative && openssl req -x509 -new -key "$work/negative.key" -subj /CN=negative.example.com -set_serial -5 -days 3650 -config <(printf '[req]\ndistinguished_name=d\n[d]\n') -out "$work/negative.crt"
ec big-serial && openssl req -x509 -new -key "$work/big-serial.key" -subj /CN=serial.example.com -set_serial 0xfedcba9876543210fedcba9876543210fedcba98 -days 3650 -config <(printf '[req]\ndistinguished_name=d\n[d]\n') -out "$work/big-serial.crt"
ec version-1 && openssl req -new -key "$work/version-1.key" -subj '/CN=Version 1' -config <(printf '[req]\ndistinguished_name=d\n[d]\n') | openssl x509 -req -signkey "$work/version-1.key" -days 3650 -out "$work/version-1.crt" 2>/dev/null
ec self-ca && sign self-ca /CN=self.example.com $FROM $TO self "$CA"'subjectAltName=DNS:self.example.com\n'

for name in rsa-2048 rsa-4096 rsa-1024 ec-256 ec-384 ec-521 ec-192 ed25519 ed448 sha1 md5 sha512 pss wildcard ip-san many-sans no-san unicode \
  expired not-yet short utc-1950 general-2050 general-9999 leap negative big-serial version-1 self-ca root mid; do
  cp "$work/$name.crt" "$name.pem"
done

# Private keys, each marked. The text before a PEM block is a shape of its own.
marked() { { echo '# TEST ONLY: made by generate.sh, protects nothing'; cat; } >"$1.test-only.key"; }
openssl pkcs8 -topk8 -nocrypt -in "$work/ec-256.key" | marked ec-256-pkcs8
openssl ec -in "$work/ec-256.key" 2>/dev/null | marked ec-256-sec1
openssl ecparam -name prime256v1 -genkey | marked other-with-parameters
openssl rsa -traditional -in "$work/rsa-2048.key" 2>/dev/null | marked rsa-2048-pkcs1
openssl pkcs8 -topk8 -in "$work/rsa-2048.key" -v2 aes-256-cbc -passout pass:$PASSWORD | marked rsa-2048-encrypted
openssl rsa -traditional -aes128 -in "$work/rsa-2048.key" -passout pass:$PASSWORD 2>/dev/null | marked rsa-2048-traditional-encrypted
openssl pkcs8 -topk8 -nocrypt -in "$work/ed25519.key" | marked ed25519
openssl pkcs8 -topk8 -nocrypt -in "$work/self-ca.key" | marked self-ca

# Bundles and chains.
cat "$work/ec-256.crt" "$work/mid.crt" >chain.pem
cat "$work/ec-256.crt" "$work/mid.crt" "$work/root.crt" >chain-with-root.pem
cat "$work/mid.crt" "$work/ec-256.crt" >chain-reversed.pem
cat "$work/ec-256.crt" "$work/root.crt" "$work/mid.crt" >chain-shuffled.pem
cat "$work/ec-256.crt" "$work/root.crt" >chain-with-gap.pem
cat "$work/ec-256.crt" "$work/ec-256.crt" "$work/mid.crt" >chain-duplicate.pem
cat "$work/root.crt" "$work/mid.crt" "$work/version-1.crt" >ca-bundle.pem
sed 's/$/\r/' chain.pem >chain-crlf.pem
tr '\n' '\r' <chain.pem >chain-cr.pem
{ printf '\xef\xbb\xbf'; cat chain.pem; } >chain-bom.pem
{ openssl x509 -in "$work/ec-256.crt" -text; echo 'trailing text'; } >with-text.pem
{ echo 'Bag Attributes'; echo '    friendlyName: x'; cat chain.pem; } >bag-attributes.pem
openssl x509 -in "$work/ec-256.crt" -trustout >trusted.pem
printf '%s' "$(cat "$work/ec-256.crt")" >no-newline.pem
{ cat chain.pem; openssl pkcs8 -topk8 -nocrypt -in "$work/ec-256.key"; } >combined.test-only.pem
command head -c 500 "$work/ec-256.crt" >truncated.pem
{ cat "$work/ec-256.crt"; command head -c 300 "$work/mid.crt"; } >truncated-second.pem
sed '3s/^..../!!!!/' "$work/ec-256.crt" >garbage-base64.pem
{ echo '-----BEGIN CERTIFICATE-----'; echo 'aGVsbG8gd29ybGQ='; echo '-----END CERTIFICATE-----'; } >garbage-der.pem
{ grep -v -- ----- "$work/ec-256.crt"; } >bare-base64.txt

# DER and PKCS#7.
openssl x509 -in "$work/ec-256.crt" -outform DER -out leaf.der
command head -c 200 leaf.der >truncated.der
openssl crl2pkcs7 -nocrl -certfile chain-with-root.pem -outform PEM -out chain.p7b.pem
openssl crl2pkcs7 -nocrl -certfile chain-with-root.pem -outform DER -out chain.p7b

# PKCS#12.
p12() { openssl pkcs12 -export -in "$work/$2.crt" -inkey "$work/$2.key" -certfile "$work/mid.crt" -out "$1.test-only.p12" "${@:3}"; }
p12 modern ec-256 -passout pass:$PASSWORD
p12 modern-rsa rsa-2048 -passout pass:$PASSWORD
p12 aes128-sha512 ec-256 -passout pass:$PASSWORD -keypbe AES-128-CBC -certpbe AES-128-CBC -macalg sha512
p12 legacy-rc2 rsa-2048 -legacy -passout pass:$PASSWORD
p12 legacy-3des rsa-2048 -legacy -passout pass:$PASSWORD -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES
p12 many-rounds ec-256 -passout pass:$PASSWORD -iter 100000
p12 hostile-rounds ec-256 -passout pass:$PASSWORD -iter 2000000
p12 no-password ec-256 -passout pass:
p12 no-mac ec-256 -passout pass:$PASSWORD -nomac
p12 unencrypted ec-256 -passout pass:$PASSWORD -keypbe NONE -certpbe NONE
openssl pkcs12 -export -nokeys -in ca-bundle.pem -passout pass:$PASSWORD -out truststore.p12
command head -c 600 modern.test-only.p12 >truncated.test-only.p12

# What keytool makes.
store() { keytool -genkeypair -keyalg "$2" -alias server -dname 'CN=java.example.com' -ext san=dns:java.example.com -startdate '2026/01/01 00:00:00' -validity 365 \
  -storetype "$3" -keystore "$1" -storepass $PASSWORD -keypass $PASSWORD 2>/dev/null; }
store keytool.test-only.jks RSA JKS
store keytool-ec.test-only.jks EC JKS
store keytool.test-only.jceks RSA JCEKS
store keytool.test-only.p12 RSA PKCS12
openssl pkcs12 -export -in chain.pem -inkey "$work/ec-256.key" -name chain -passout pass:$PASSWORD -out "$work/chain.p12"
keytool -importkeystore -srckeystore "$work/chain.p12" -srcstorepass $PASSWORD -destkeystore chain.test-only.jks -deststoretype JKS -deststorepass $PASSWORD -noprompt 2>/dev/null
for ca in root mid; do
  keytool -importcert -noprompt -alias $ca -file "$work/$ca.crt" -storetype JKS -keystore truststore.jks -storepass $PASSWORD 2>/dev/null
  keytool -importcert -noprompt -alias $ca -file "$work/$ca.crt" -storetype PKCS12 -keystore keytool-truststore.p12 -storepass $PASSWORD 2>/dev/null
done
command head -c 900 keytool.test-only.jks >truncated.test-only.jks

# What openssl says of each certificate that stands alone in a file.
for file in *.pem; do
  [ -f "$work/${file%.pem}.crt" ] || continue
  at() { date -u -d "$(openssl x509 -in "$file" -noout "$1" | cut -d= -f2)" +%Y-%m-%dT%H:%M:%SZ; }
  printf '%s\t%s\t%s\t%s\t%s\n' "$file" \
    "$(openssl x509 -in "$file" -noout -fingerprint -sha256 | cut -d= -f2 | tr -d : | tr A-F a-f)" \
    "$(openssl x509 -in "$file" -noout -serial | cut -d= -f2)" "$(at -startdate)" "$(at -enddate)" >>expected.tsv
done
