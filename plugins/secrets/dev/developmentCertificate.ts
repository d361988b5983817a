/*
 * Copyright 2026 The Keyward Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import { daysAgo } from '../src/__testUtils__';

/** A certificate to seal with, of which nobody has the key. */
export const developmentCertificate = {
  id: 'certificate',
  sha256: '9ecedc80e4ed06d5f2b5085d30f045613b6daa6377f34cbea69f27b51b42f045',
  notBefore: daysAgo(12),
  notAfter: daysAgo(-3_600),
  keyBits: 2048,
  pem: `-----BEGIN CERTIFICATE-----
MIIDDzCCAfegAwIBAgIUKdYTT58hIt+FLSkdyCcj0iP4xV8wDQYJKoZIhvcNAQEL
BQAwFjEUMBIGA1UEAwwLZGV2ZWxvcG1lbnQwIBcNMjYxMTI4MTYxNTE4WhgPMjEy
NjExMDQxNjE1MThaMBYxFDASBgNVBAMMC2RldmVsb3BtZW50MIIBIjANBgkqhkiG
9w0BAQEFAAOCAQ8AMIIBCgKCAQEA3NktuX3KgGhgmY6SvU5YKd2/CTVW4FoydMCj
KF3KOumUZXK5IZBJtB5LRG6uSjrdqEJA+F5CDKUpTPrAglwQoK2lhOl5igYOwt4E
7YCUss+VC+KNLvfUbHvSFYxM2/XUTNqoyocQEpGD0qunVpDYHc+92oxI0AMj9tIH
fWGphMUJVjlykoVEeVHoFf1FJprbKkHHjaGCfQkIcVXK85gzvUShsKWIiDowxU4x
ELEEP7OlfvRXxBHK+hFskhSNTKQwWNAjIXoOM7U6I0LvtU9MExf3P/fSWlEo9FFN
fzRNfk2IRn7ugi8uGtpxJRpjqhiK4a0p20kxJYs5BG7aIsdSIwIDAQABo1MwUTAd
BgNVHQ4EFgQUvrjAhoTLeWcR/Z2CoRGVnLNT1CgwHwYDVR0jBBgwFoAUvrjAhoTL
eWcR/Z2CoRGVnLNT1CgwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOC
AQEAkwDTN9WcLE7NG0owcdQj3a4T5fLtpzDMmD5w1CmdAcb5TqEj+qDTkMp/ELe+
b59rfapgXKSorCni1TSFQvpbAwWlDgawl/UsdJw1Vuq1mFOZhM0uyge96f4BeImQ
MBsm+rmonmkQzv5fOaxCUGyV55nNvb0eXP1cBEBfWGK1+05kSAiUBeyjLrENgIv5
VHo3OIIKaBG16xyf73AMHeAHpPQuGsO1uY6CnSokJyJWAUmHY2HgGmsZBcRa+T9y
CndnDZkTZTY0L4AbfoSbg1ZKf8BkaGtrUF9Z1A2+vJj8StVSVw/LtSBkqQzsYGvv
WnWFIPaXygTXFwRnCQSK93W7Kw==
-----END CERTIFICATE-----`,
};
