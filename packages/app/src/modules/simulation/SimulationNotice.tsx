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

import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core';

const useStyles = makeStyles(theme => ({
  root: {
    position: 'fixed',
    right: theme.spacing(2),
    bottom: theme.spacing(2),
    zIndex: theme.zIndex.tooltip,
    padding: theme.spacing(0.5, 1.5),
    borderRadius: theme.shape.borderRadius,
    border: `1px dashed ${theme.palette.warning.main}`,
    backgroundColor: theme.palette.background.paper,
    color: theme.palette.text.primary,
    fontSize: theme.typography.caption.fontSize,
    boxShadow: theme.shadows[2],
    // It only informs, so nothing under it gets out of reach.
    pointerEvents: 'none',
    [theme.breakpoints.down('xs')]: {
      right: theme.spacing(1),
      bottom: theme.spacing(8),
    },
  },
}));

export function SimulationNotice() {
  const classes = useStyles();
  const simulated =
    useApi(configApiRef).getOptionalBoolean('app.demo.simulated');
  if (!simulated) {
    return null;
  }
  return (
    <div className={classes.root} role="note">
      Simulated estate
    </div>
  );
}
