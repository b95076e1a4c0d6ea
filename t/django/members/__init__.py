# SPDX-License-Identifier: Apache-2.0
"""A small site for members, with the cookies of an ordinary Django application."""
