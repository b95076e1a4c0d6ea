# SPDX-License-Identifier: Apache-2.0
"""A small members' site: what a usual Django application does with cookies."""
