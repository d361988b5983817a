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

/** A certificate as a controller serves it. It begins at {@link NOT_BEFORE}. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIDEzCCAfugAwIBAgIUf2WMFNLEPyRB8F4Wlx7Yoe0GooUwDQYJKoZIhvcNAQEL
BQAwGTEXMBUGA1UECgwOc2VhbGVkLXNlY3JldHMwHhcNMjYxMTI4MDMzOTEyWhcN
MzYxMTI1MDMzOTEyWjAZMRcwFQYDVQQKDA5zZWFsZWQtc2VjcmV0czCCASIwDQYJ
KoZIhvcNAQEBBQADggEPADCCAQoCggEBAJttPBPHSyt44KqYmd0aCKome5F709+u
lt7KcYgcFPbLhnmpxY05uj/2LPEn3MWCtlFeCbBreRo2c7lZj+uvIUDAoFEkzV2s
yMTsge8KLD9888OBP6ViEuB1wthQODRKuzF0VBWxpkXlgMHTN1LkAGzK96ToBwM5
PGfHcIIJJ+RPqj3Yixs+eYVf8Jx0WP7TfQ9KiBE2SN3UvoRlLiRMNXmVTt25SHPD
Fh12oI7phTU8IhAoZpgFzsmfO8RsbiFiAM7hyYjdwpKLRxEsan65augDcH8/PSXE
iGkw1C3IXhJ1LNZdWiTcx1LSFJ/VPvoxcxUnwiwobyltQadgKzbgm+kCAwEAAaNT
MFEwHQYDVR0OBBYEFKR/bLvJb9U9h/qFLTbpbSK+ebzrMB8GA1UdIwQYMBaAFKR/
bLvJb9U9h/qFLTbpbSK+ebzrMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQEL
BQADggEBACVKUQQpF2ApWFoyRjWRmscM9Lz0miMuRF5sQzc6F8gmAGy72u5TaAwa
gD6WAUsFdMcqpxyLKsiS5jMUF/nOnEdtlk4V9+9ql8FNXdkzRjdgYZkYpYLi9lBH
sxQBtzVnJz+HV+2kKlXriP2oHiGnmX/Qksfvwv58qSPHPhVZXJ4NR7AwXsYFI6/s
mj5ET5BLwFvaiCQqDhscSm8hzntFAPCDsv2DrmKgGxMBwhl7+aqd5I4D6fWYamDa
mHvJ0BUbISXWtYdwFh/FBmbfKHQTUq8Z1xo4WKeXRXTFCHk+TzVZnBLTO8ZUd/Dd
M52p2fkqaXER1bZEqGiHc4ouHxZ54zs=
-----END CERTIFICATE-----
`;

export const NOT_BEFORE = '2026-11-28T03:39:12Z';
